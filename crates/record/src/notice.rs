use crate::Span;

/// Something a reader or a stage could not do, told and not hidden. Reading never fails: it returns its value and these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A short fixed code, as `date-unknown` or `sentence-cut`.
    pub code: &'static str,
    /// Where, if it has a place in the text.
    pub span: Option<Span>,
    /// One line for people: what happened and what to do.
    pub message: String,
}

impl Notice {
    /// A notice without a place in the text.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, span: None, message: message.into() }
    }

    /// A notice about these words.
    pub fn at(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { code, span: Some(span), message: message.into() }
    }
}
