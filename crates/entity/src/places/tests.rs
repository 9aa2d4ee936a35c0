use super::*;
use record::{Span, WordId};

const PLACES: &str = "id\tname\talternates\tkind\tfeature\tcountry\tadmin1\tpoint\tpopulation\n\
    1\tParis\t\tcity\tPPLC\tFRA\tÎle-de-France\t48.85 2.35\t2138551\n\
    2\tParis\t\tcity\tPPLA2\tUSA\tTexas\t33.66 -95.56\t24782\n\
    3\tTexas\t\tadmin1\tADM1\tUSA\tTexas\t31.2 -99.3\t28000000\n\
    4\tDallas\t\tcity\tPPLA2\tUSA\tTexas\t32.78 -96.81\t1300000\n\
    5\tGeorgia\t\tadmin1\tADM1\tUSA\tGeorgia\t32.7 -83.4\t4835606\n\
    6\tAtlanta\t\tcity\tPPLA\tUSA\tGeorgia\t33.75 -84.39\t498000\n\
    7\tTbilisi\t\tcity\tPPLC\tGEO\tTbilisi\t41.69 44.83\t1049498\n\
    8\tLima\t\tcity\tPPLC\tPER\tLima\t-12.04 -77.03\t7737002\n\
    9\tLima region\tLima|Lima Province\tadmin1\tADM1\tPER\tLima region\t-11.95 -77.03\t1689151\n\
    10\tLamar County\t\tadmin2\tADM2\tUSA\tTexas\t33.67 -95.57\t50000\n";
const COUNTRIES: &str = "iso3\tname\tnames\tcapital\tgeonames_id\tlat\tlon\tpopulation\tneighbours\n\
    GEO\tGeorgia\t\tTbilisi\t614540\t42\t43.5\t3731000\t\nUSA\tUnited States\tUS\tWashington\t6252001\t38.9\t-99\t327167434\t\n\
    FRA\tFrance\t\tParis\t3017382\t46.4\t2.6\t66987244\t\nPER\tPeru\t\tLima\t3932488\t-10\t-76\t31989256\t\n";

fn knowledge() -> Knowledge {
    let tables = [
        ("ontology.tsv", "type\tmode\tquad\tscore\n"),
        ("cameo.tsv", "type\tmode\tcameo\n"),
        ("sectors.tsv", "sector\n"),
        ("contexts.tsv", "context\n"),
        ("abbreviations.tsv", "abbreviation\tadmin1\tcountry\nTex.\tTexas\tUSA\n"),
        ("countries.tsv", COUNTRIES),
        ("nationalities.tsv", "word\tiso3\nAmerican\tUSA\n"),
        ("places/all.tsv", PLACES),
    ];
    let tables: Vec<_> = tables.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    Knowledge::load(knowledge::compile(&tables).unwrap().leak()).unwrap()
}

/// Where the bracketed names of a text are: name, unit and country, precision.
fn check(marked: &str, expected: &[&str]) {
    let (mut text, mut toponyms) = (String::new(), Vec::new());
    for (nth, part) in marked.split(['[', ']']).enumerate() {
        let start = text.len();
        text.push_str(part);
        if nth % 2 == 1 {
            let span = Span::new(start, text.len());
            toponyms.push(Toponym { span, head: WordId { sentence: 0, word: 0 }, words: 0..1, kind: ToponymKind::Name });
        }
    }
    let document = Document { text, ..Document::default() };
    let places = resolve(&document, &[], &Mentions { toponyms, ..Mentions::default() }, &knowledge());
    let shown = places.iter().map(|place| match &place.location {
        Some(l) => [&l.name, l.admin1.as_deref().unwrap_or("-"), l.country.as_deref().unwrap_or("-"), l.precision.name()].join(" "),
        None => "?".to_owned(),
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{marked}");
}

#[test]
fn the_unit_after_a_name_says_which() {
    check("A fire broke out in [Paris], Tex., on Monday.", &["Paris Texas USA city"]);
    check("A fire broke out in [Paris, Texas], and [Paris] sent for help.", &["Paris Texas USA city", "Paris Texas USA city"]);
    check("A fire broke out in [Paris].", &["Paris Île-de-France FRA city"]);
}

#[test]
fn the_rest_of_the_report_says_which() {
    check(
        "[Paris] lies in [Lamar County], north of [Dallas].",
        &["Paris Texas USA city", "Lamar County Texas USA admin2", "Dallas Texas USA city"],
    );
    check("Voters in [Georgia] went to the polls, in [Atlanta] above all.", &["Georgia Georgia USA admin1", "Atlanta Georgia USA city"]);
    check("Voters in [Georgia] went to the polls, in [Tbilisi] above all.", &["Georgia - GEO country", "Tbilisi Tbilisi GEO city"]);
}

#[test]
fn a_word_beside_a_name_tells_its_kind() {
    check("They marched in [Lima].", &["Lima Lima PER city"]);
    check("They marched in [Lima] province.", &["Lima region Lima region PER admin1"]);
    check("They marched in northern [Peru].", &["Peru - PER country"]);
}

#[test]
fn an_unknown_name_stays_unknown() {
    check("The road to [Qwertyville] is closed, police in [Peru] said.", &["?", "Peru - PER country"]);
    check("[], [,], [ ], ['s]", &["?", "?", "?", "?"]);
}
