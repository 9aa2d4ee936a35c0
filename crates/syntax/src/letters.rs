//! What kind of character is this?

/// Letters and what clings to them: combining marks, invisible format characters, the underscore of names.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() || c == '_' } else { c.is_alphabetic() || is_mark(c) || is_invisible(c) }
}

/// A digit that numbers are written with.
pub fn is_digit(c: char) -> bool {
    // Not raised or lowered ones: `km²` is two words.
    if c.is_ascii() { c.is_ascii_digit() } else { c.is_numeric() && !matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{209F}') }
}

/// Combining marks: they belong to the letter before them.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}' | '\u{E31}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// Format characters that show nothing: soft hyphens, zero-width spaces, marks of direction.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// Pictures: each, with what modifies it, is one word.
pub fn is_picture(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{231A}'..='\u{231B}' | '\u{23E9}'..='\u{23FA}' | '\u{2B05}'..='\u{2B55}' | '\u{25AA}'..='\u{25AB}' | '\u{25FB}'..='\u{25FE}')
}

/// The apostrophes that texts are written with.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | 'ʼ' | '´' | '‘')
}

/// Quotes and brackets that open.
pub fn is_opener(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '“' | '‘' | '«' | '‹' | '„' | '‚' | '¿' | '¡' | '<')
}

/// Quotes and brackets that close; straight quotes may do both.
pub fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '”' | '’' | '»' | '›' | '"' | '\'' | '>')
}

/// Whether the first letter is a capital.
pub fn is_capital(word: &str) -> bool {
    word.chars().find(|c| !is_invisible(*c)).is_some_and(|c| c.is_uppercase() || matches!(c, '\u{1C5}' | '\u{1C8}' | '\u{1CB}' | '\u{1F2}'))
}
