//! Sentences and words of texts written for the purpose, and what holds for any text.

use proptest::prelude::*;
use record::{Block, BlockKind, Document, Sentence, Span};

fn document(text: &str, language: &str, kind: BlockKind) -> Document {
    let blocks = vec![Block { span: Span::new(0, text.len()), kind, language: Some(language.to_owned()), post: None }];
    Document { text: text.to_owned(), blocks, ..Document::default() }
}

/// Sentences, a line each, words apart; the parts of a fused word joined by `+`.
fn show(text: &str, language: &str, kind: BlockKind) -> String {
    let line = |s: &Sentence| {
        let mut line = String::new();
        for (i, t) in s.tokens.iter().enumerate() {
            line.push_str(if i == 0 {
                ""
            } else if t.continues {
                "+"
            } else {
                " "
            });
            line.push_str(t.form(text));
        }
        line
    };
    syntax::segment(&document(text, language, kind)).iter().map(line).collect::<Vec<_>>().join("\n")
}

fn en(text: &str, expected: &str) {
    assert_eq!(show(text, "en", BlockKind::Body), expected, "{text}");
}

fn es(text: &str, expected: &str) {
    assert_eq!(show(text, "es", BlockKind::Body), expected, "{text}");
}

#[test]
fn titles_ranks_and_initials_do_not_end_a_sentence() {
    en("Lt. Col. Ana M. Ruiz met Gov. Brown. He left.", "Lt. Col. Ana M. Ruiz met Gov. Brown .\nHe left .");
    en("Troops of Brig. Gen. J.K. Osei took No. 5 of 12 posts.", "Troops of Brig. Gen. J.K. Osei took No. 5 of 12 posts .");
    es(
        "El Gral. Juan P. Soto y la Dra. Luz Vera fueron a EE. UU. El lunes volvieron.",
        "El Gral. Juan P. Soto y la Dra. Luz Vera fueron a EE. UU .\nEl lunes volvieron .",
    );
}

#[test]
fn an_abbreviation_ends_a_sentence_before_an_opener_only() {
    en("He flew to the U.S. The U.S. Senate voted at 5 p.m. Tuesday.", "He flew to the U.S.\nThe U.S. Senate voted at 5 p.m. Tuesday .");
    en("Asked if he would go, he said no. Five men left.", "Asked if he would go , he said no .\nFive men left .");
    es(
        "Fue en 300 a. C. La ciudad cayó. Costó 3.5 millones, etc. Nadie habló.",
        "Fue en 300 a. C.\nLa ciudad cayó .\nCostó 3.5 millones , etc .\nNadie habló .",
    );
}

#[test]
fn quotes_and_brackets_close_with_their_sentence() {
    en("\"We will march.\" They did. \"Why?\" Sara Lind asked.", "\" We will march . \"\nThey did .\n\" Why ? \" Sara Lind asked .");
    en("The bill (tabled in May. It lapsed.) came back.", "The bill ( tabled in May . It lapsed . ) came back .");
    es("¿Quién disparó? «No lo sé», dijo. ¡Fuera!", "¿ Quién disparó ?\n« No lo sé » , dijo .\n¡ Fuera !");
}

#[test]
fn a_hard_line_break_ends_nothing_but_a_lost_space_does() {
    en("The army said\nthat two men\nhad died.The search goes on.", "The army said that two men had died .\nThe search goes on .");
}

#[test]
fn lines_of_lists_and_posts_are_sentences() {
    en("Demands:\n• higher pay\n• shorter days", "Demands :\n• higher pay\n• shorter days");
    let post = show("Police have sealed the square\n#CityWatch now at 5th St\n@desk 🚨🚨", "en", BlockKind::Post);
    assert_eq!(post, "Police have sealed the square\n#CityWatch now at 5th St\n@desk 🚨 🚨");
}

#[test]
fn english_words_are_those_of_its_treebanks() {
    en("They don't say it's Qatar's; we cannot.", "They do+n't say it+'s Qatar+'s ; we can+not .");
    en(
        "An anti-government, 30-year-old UN-backed plan of the workers' union.",
        "An anti-government , 30 - year - old UN - backed plan of the workers+' union .",
    );
    en("It cost $5.2m, €3bn or US$40 (12.5%).", "It cost $ 5.2 m , € 3 bn or US$ 40 ( 12.5 % ) .");
    en(
        "From 2019-2021, on 2021-03-04 at 10:30pm, 1,200 of the 1990s' 3rd and/or 4th units.",
        "From 2019 - 2021 , on 2021-03-04 at 10:30 pm , 1,200 of the 1990s+' 3rd and / or 4th units .",
    );
    en(
        "Write to desk@example.org or see https://example.org/a,b?c=1. O'Neill of AT&T did.",
        "Write to desk@example.org or see https://example.org/a,b?c=1 .\nO'Neill of AT&T did .",
    );
}

#[test]
fn spanish_words_are_those_of_its_treebanks() {
    es(
        "Del puerto al cuartel, quiso dárselo y decirle que convocarlas.",
        "De+el puerto a+el cuartel , quiso dar+se+lo y decir+le que convocar+las .",
    );
    es(
        "Sigue reuniéndose con Carlos Del Valle: parte, muerte, perlas, gobiernos.",
        "Sigue reuniendo+se con Carlos Del Valle : parte , muerte , perlas , gobiernos .",
    );
    es("El 23-F, entre 2019-2021, oírlos e irse del n.º 4.", "El 23-F , entre 2019-2021 , oír+los e ir+se de+el n.º 4 .");
}

#[test]
fn parts_have_their_own_bytes_where_the_text_shows_them() {
    let text = "Quiso decirle y dárselo del todo.";
    let s = &syntax::segment(&document(text, "es", BlockKind::Body))[0];
    let seen: Vec<_> = s.tokens.iter().map(|t| (t.span.of(text), t.form(text))).collect();
    assert_eq!(seen[1..4], [("decir", "decir"), ("le", "le"), ("y", "y")]);
    assert_eq!(seen[4..9], [("dárselo", "dar"), ("dárselo", "se"), ("dárselo", "lo"), ("del", "de"), ("del", "el")]);
}

#[test]
fn hostile_texts_are_cut_in_bounded_time() {
    for text in [
        "a".repeat(1_000_000),
        "a.".repeat(200_000),
        "1-".repeat(200_000),
        "x@".repeat(200_000),
        "(".repeat(200_000),
        "é'é-".repeat(100_000),
        "A. ".repeat(200_000),
        "\u{200b}".repeat(100_000),
    ] {
        for language in ["en", "es"] {
            let sentences = syntax::segment(&document(&text, language, BlockKind::Body));
            assert!(sentences.iter().all(|s| s.tokens.len() <= syntax::MAX_WORDS));
        }
    }
}

/// Texts out of the pieces that rules look at, and out of anything.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("U.S.".to_owned()),
        Just("Gen. ".to_owned()),
        Just("don't".to_owned()),
        Just(" dárselo ".to_owned()),
        Just("Del ".to_owned()),
        Just("al ".to_owned()),
        Just("\n".to_owned()),
        Just("… ".to_owned()),
        Just("\" ".to_owned()),
        Just("'s ".to_owned()),
        Just("n.º".to_owned()),
        Just("a. C. ".to_owned()),
        Just("www.x".to_owned()),
        Just("👩‍👩‍👧🇵🇪".to_owned()),
        Just("\u{ad}\u{301}\u{200d}".to_owned()),
        Just("مرحبا بكم. ".to_owned()),
        "[-.,;:!?()\\[\\]'’`@#$%&/+0-9a-zA-Zñáéí ]{1,6}",
        "\\PC{1,4}",
        any::<char>().prop_map(|c| c.to_string()),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #[test]
    fn every_character_that_shows_is_in_one_word(text in texts(), spanish: bool, post: bool) {
        let kind = if post { BlockKind::Post } else { BlockKind::Body };
        let document = document(&text, if spanish { "es" } else { "en" }, kind);
        let sentences = syntax::segment(&document);
        let mut covered = 0;
        for s in &sentences {
            prop_assert!(!s.tokens.is_empty() && s.tokens.len() <= syntax::MAX_WORDS);
            prop_assert!(!s.tokens[0].continues && s.tokens[0].space_before);
            let mut last = Span::new(s.span.start, s.span.start);
            for t in &s.tokens {
                prop_assert!(s.span.contains(t.span) && !t.span.is_empty() && text.get(t.span.start..t.span.end).is_some());
                prop_assert!(!t.form(&text).is_empty());
                if t.span == last {
                    prop_assert!(t.continues);
                    continue;
                }
                prop_assert!(t.span.start >= last.end);
                prop_assert!(text[covered..t.span.start].chars().all(char::is_whitespace), "{:?}", &text[covered..t.span.start]);
                prop_assert!(!t.span.of(&text).contains(char::is_whitespace));
                covered = t.span.end;
                last = t.span;
            }
        }
        prop_assert!(text[covered..].chars().all(char::is_whitespace));
    }
}
