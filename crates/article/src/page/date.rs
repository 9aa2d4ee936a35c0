//! When was this page published?
//!
//! The page's own data are asked in the order of how seldom they lie: the article object of JSON-LD, `meta` fields, the address, then the dates
//! marked up or visible on the page, by where they stand, then what its scripts say, then the day of the last change.

use super::meta::Meta;
use super::outline::Outline;
use super::visible::{self, LEAST, SURE};
use super::written;
use crate::day::{self, Day};
use record::Date;

/// The days of a page.
#[derive(Debug, Default)]
pub struct Days {
    pub published: Option<(Date, &'static str)>,
    pub modified: Option<Date>,
}

/// Pages are not older than the web, and clocks of publishers err.
pub const YEARS: std::ops::Range<i16> = 1993..2100;

/// The `meta` fields that bear the day of publication, the surest first; marks in their names aside.
const PUBLISHED: [&str; 29] = [
    "articlepublishedtime",
    "ogpublishedtime",
    "ogarticlepublishedtime",
    "datepublished",
    "parselypubdate",
    "sailthrudate",
    "articlepublished",
    "cxenseparserecspublishtime",
    "cxenseparsearticlepublishedtime",
    "dcdateissued",
    "dctermsissued",
    "dcdatepublished",
    "publishdate",
    "publisheddate",
    "publicationdate",
    "pubdate",
    "articlepublicationdate",
    "articledateoriginal",
    "originalpublicationdate",
    "originalpublishdate",
    "rnewsdatepublished",
    "releasedate",
    "daterelease",
    "displaydate",
    "vrpublishedtime",
    "bepresscitationdate",
    "citationpublicationdate",
    "citationonlinedate",
    "citationdate",
];

/// Fields that mostly bear it, but on some sites the day of the last change.
const DATED: [&str; 15] = [
    "dctermscreated",
    "dcdatecreated",
    "dcdate",
    "dctermsdate",
    "dcdateavailable",
    "date",
    "timestamp",
    "ptime",
    "created",
    "datecreated",
    "articlecreated",
    "contentdate",
    "newsdate",
    "fecha",
    "publishtime",
];

/// The fields that bear the day of the last change.
const MODIFIED: [&str; 12] = [
    "articlemodifiedtime",
    "ogupdatedtime",
    "ogmodifiedtime",
    "datemodified",
    "dcdatemodified",
    "dctermsmodified",
    "lastmodified",
    "lastmod",
    "modified",
    "modificationdate",
    "revised",
    "dateupdate",
];

/// Keys of the data in a page's scripts.
const KEYS: [&str; 9] = [
    "datePublished",
    "publishedAt",
    "published_at",
    "publishDate",
    "publicationDate",
    "firstPublished",
    "datetime_published",
    "pubDate",
    "publish_date",
];

/// The days that a page gives.
pub fn find(page: &Outline, meta: &Meta, html: &str) -> Days {
    let language = meta.language.as_deref().filter(|_| !meta.day_first);
    let visible = visible::find(page, meta);
    let modified = said(meta, "dateModified")
        .map(|(date, _)| date)
        .or_else(|| field(meta, &MODIFIED, language).map(|(date, _)| date))
        .or(visible.modified);
    let address = meta.url.as_deref().and_then(address_day);
    let shown = visible.published;
    let published = told(meta, address, shown, visible.is_change, language)
        .or_else(|| address.map(|date| (date, "url")))
        .or_else(|| shown.filter(|(_, score)| *score >= SURE || modified.is_none()).map(|(date, _)| (date, "visible")))
        .or_else(|| scripted(html).map(|date| (date, "script")))
        .or_else(|| {
            let made = said(meta, "dateCreated").or_else(|| said(meta, "uploadDate")).map(|(date, _)| date);
            made.or(modified).map(|date| (date, "modified"))
        })
        .or_else(|| shown.map(|(date, _)| (date, "visible")));
    Days { published, modified }
}

/// The day that the page's data tell, unless the page itself contradicts them.
fn told(
    meta: &Meta,
    address: Option<Date>,
    shown: Option<(Date, i32)>,
    is_change: bool,
    language: Option<&str>,
) -> Option<(Date, &'static str)> {
    let linked = said(meta, "datePublished");
    let field_day = field(meta, &PUBLISHED, language);
    let vague = field(meta, &DATED, language);
    let sure = shown.filter(|(_, score)| *score >= SURE);
    let Some((date, universal)) = linked.or(field_day) else {
        // a field that may be of the last change gives way to an earlier day on the page, or to one that is marked well
        let (date, universal) = vague?;
        return Some(match sure {
            Some((other, score)) if other < date || score > SURE + 1 || is_swapped(date, other) => (other, "visible"),
            _ if universal => (local(date, address, shown, is_change), "meta"),
            _ => (date, "meta"),
        });
    };
    // two statements against one
    if let (Some((linked, _)), Some((other, score))) = (linked, shown)
        && other != linked
        && score >= LEAST + 2
        && (field_day.or(vague)).is_some_and(|(field, _)| field == other)
    {
        return Some((other, "meta"));
    }
    // the address was made with the report; some sites renew the day in their data
    if let Some(address) = address.filter(|address| *address < date && days_between(*address, date) > RENEWED) {
        return Some((address, "url"));
    }
    let basis = if linked.is_some() { "json-ld" } else { "meta" };
    Some((if universal { local(date, address, shown, is_change) } else { date }, basis))
}

/// `11/01/2031` may be of January or of November.
fn is_swapped(date: Date, other: Date) -> bool {
    date.year() == other.year() && (date.month(), date.day()) == (other.day(), other.month())
}

/// An address this many days older than the page's data has the first day of the report.
const RENEWED: i32 = 45;

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A universal time may be of another day than the publisher's: then the address or the visible date, a day apart, tell the publisher's. The day of a change
/// does so only where it is the day before: no report is changed before it is published.
fn local(date: Date, address: Option<Date>, shown: Option<(Date, i32)>, is_change: bool) -> Date {
    let near = |other: Date| [date.tomorrow().ok(), date.yesterday().ok()].contains(&Some(other));
    if let Some(address) = address {
        return if near(address) { address } else { date };
    }
    let may = |other: Date| near(other) && (!is_change || other < date);
    shown.filter(|(other, score)| *score >= SURE && may(*other)).map_or(date, |(other, _)| other)
}

/// A date of the article object, and whether it is a universal time.
fn said(meta: &Meta, name: &str) -> Option<(Date, bool)> {
    meta.articles.iter().find_map(|article| stamped(article.get(name)?.as_str()?, None))
}

fn field(meta: &Meta, names: &[&str], language: Option<&str>) -> Option<(Date, bool)> {
    names.iter().find_map(|wanted| {
        let named = |name: &str| name.chars().filter(|mark| mark.is_alphanumeric()).eq(wanted.chars());
        meta.fields.iter().filter(|(name, _)| named(name)).find_map(|(_, value)| stamped(value, language))
    })
}

pub fn stamped(text: &str, language: Option<&str>) -> Option<(Date, bool)> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    let universal = text.contains('T') && (text.ends_with(['Z', 'z']) || text.ends_with("+00:00") || text.ends_with("+0000"));
    let date = day::read(text, language, day::Order::usual(language)).known().or_else(|| written::day(text, language));
    date.filter(|date| YEARS.contains(&date.year())).map(|date| (date, universal))
}

/// `/2023/02/01/`, `/2023-02-01-`, `/20230201`, `/01-02-2023` in an address; the address in an archive's.
pub fn address_day(url: &str) -> Option<Date> {
    let url = match url.split_once("/web/") {
        Some((archive, rest)) if archive.contains("archive") => rest.split_once('/').map_or("", |(_, address)| address),
        _ => url,
    };
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    for (at, _) in path.char_indices().filter(|(_, mark)| mark.is_ascii_digit()) {
        if path.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|mark| mark.is_ascii_digit()) {
            continue;
        }
        let Some(rest) = path.get(at..) else { continue };
        let head: String = rest.chars().take_while(|mark| mark.is_ascii_digit() || matches!(mark, '/' | '-' | '_')).take(12).collect();
        let head = head.replace('_', "-");
        let head = head.trim_end_matches(['/', '-']);
        // `/2031/10/3-questions` is a month and a title
        let folders = rest.get(4..5) == Some("/");
        let ends = rest.get(head.len()..).is_none_or(|after| !after.starts_with('-')) || head.len() == 10;
        if folders && !ends {
            continue;
        }
        let found = match day::iso(rest) {
            Day::Known(date) => Some(date),
            _ => day::iso(head)
                .known()
                .or_else(|| if head.len() == 10 && head.as_bytes().get(2) == Some(&b'-') { written::day(head, None) } else { None }),
        };
        if let Some(date) = found.filter(|date| YEARS.contains(&date.year())) {
            return Some(date);
        }
    }
    None
}

/// The first date of publication in the data of the page's scripts.
fn scripted(html: &str) -> Option<Date> {
    KEYS.iter()
        .find_map(|key| {
            html.match_indices(key).take(5).find_map(|(at, _)| {
                let rest = html.get(at + key.len()..)?.trim_start_matches(['"', '\'', '\\', ' ', ':', '=']);
                let end = rest.find(['"', '\'', '\\', ',', '}', '<'])?;
                rest.get(..end.min(60)).and_then(|value| day::iso(value.trim()).known())
            })
        })
        .filter(|date| YEARS.contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let read = |url: &str| address_day(url).map(|date| date.to_string());
        for url in [
            "https://harbour.example/2031/01/30/strike",
            "https://harbour.example/world/2031-01-30-strike.html",
            "https://harbour.example/20310130/strike",
            "https://harbour.example/news/30-01-2031",
            "https://web.archive.org/web/20390101000000/http://harbour.example/2031/1/30/strike",
        ] {
            assert_eq!(read(url).as_deref(), Some("2031-01-30"), "{url}");
        }
        assert_eq!(read("https://harbour.example/2031/strike-10-99-1234"), None);
    }
}
