//! Which days does this written date mean?
//!
//! Days, intervals, and the grammar of written dates in every language; a page's dateline and a sentence's `last Monday` are read by the same rules.

use record::{Date, Span};

/// The first full date (day, month and year) written in `text`, as `30 January 2023`, `Jan. 30, 2023`, `30 de enero de 2023`, `2023-01-30`, `30/01/2023` (day first
/// unless `language` is `en` and it cannot be otherwise), and the bytes that say it. Impossible dates are none.
pub fn full_date(_text: &str, _language: Option<&str>) -> Option<(Date, Span)> {
    todo!()
}
