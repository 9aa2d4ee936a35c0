//! The dictionary form of a word, from its form and the script that the network chose (`models/README.md`).

/// Applies `<case>|<cut>|<add>` or `!<lemma>` to a form; a script that does not fit leaves the form.
pub fn of(form: &str, script: &str) -> Box<str> {
    if let Some(lemma) = script.strip_prefix('!') {
        return lemma.into();
    }
    let mut parts = script.splitn(3, '|');
    let (Some(case), Some(cut), Some(add)) = (parts.next(), parts.next().and_then(|c| c.parse::<usize>().ok()), parts.next()) else {
        return form.into();
    };
    let base = if case == "=" { form.to_owned() } else { form.to_lowercase() };
    let end = if cut == 0 { base.len() } else { base.char_indices().rev().nth(cut - 1).map_or(0, |(i, _)| i) };
    let lemma = format!("{}{add}", &base[..end]);
    // A script learned on longer words may cut everything off.
    if lemma.is_empty() { base.into() } else { lemma.into() }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn scripts_cut_add_and_replace() {
        assert_eq!(&*of("Marched", "l|2|"), "march");
        assert_eq!(&*of("Ponían", "l|3|er"), "poner");
        assert_eq!(&*of("Lima", "=|0|"), "Lima");
        assert_eq!(&*of("was", "!be"), "be");
        assert_eq!(&*of("a", "l|3|"), "a");
        assert_eq!(&*of("Ünder", "nonsense"), "Ünder");
    }
}
