//! What does the name of an element say of it?

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What an element's name says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A share bar, a tag list, a byline.
    Furniture,
    /// A side column, related reports, a cookie notice: may be large.
    Beside,
    /// Comments of readers: may be larger than the report.
    Comments,
}

/// The words of each name that an element bears, lower-case: `article-Body entry` gives `[[article, body], [entry]]`.
pub fn words(names: &str) -> Vec<Vec<String>> {
    names.split_whitespace().take(40).map(split).filter(|words| !words.is_empty()).collect()
}

/// The names without those that a blog makes of a post's categories and tags (`category-comments`), which tell of its subject.
pub fn without_terms(names: &str) -> String {
    if !names.contains("hentry") && !names.contains("type-post") {
        return names.to_owned();
    }
    let is_term = |name: &&str| ["category-", "tag-", "author-", "format-", "status-"].iter().any(|start| name.starts_with(start));
    names.split_whitespace().filter(|name| !is_term(name)).collect::<Vec<_>>().join(" ")
}

fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = '-';
    for mark in name.chars().take(120) {
        if !mark.is_alphanumeric() {
            previous = '-';
            continue;
        }
        let begins = !previous.is_alphanumeric() || (previous.is_lowercase() && mark.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(mark.to_lowercase());
        }
        previous = mark;
    }
    words
}

/// The furniture that the names tell of, if they do.
pub fn furniture(names: &[Vec<String>]) -> Option<Sense> {
    names.iter().filter(|words| !words.first().is_some_and(|first| LAYOUT.contains(&first.as_str()))).find_map(|words| {
        parts(words).find_map(|part| match TABLE.get(part.as_str()).map(Vec::as_slice) {
            Some(senses) => senses.iter().find_map(|sense| match *sense {
                "furniture" => Some(Sense::Furniture),
                "beside" => Some(Sense::Beside),
                "comments" => Some(Sense::Comments),
                _ => None,
            }),
            None => None,
        })
    })
}

/// Whether the names are of the element that holds the report.
pub fn is_body(names: &[Vec<String>]) -> bool {
    names.iter().any(|words| parts(words).any(|part| has(&part, "body")) || has(&words.join("-"), "body") || has(&words.concat(), "body"))
}

/// Whether the names are of an opening paragraph.
pub fn is_lead(names: &[Vec<String>]) -> bool {
    names.iter().any(|words| parts(words).any(|part| has(&part, "lead")))
}

/// Whether the names are of the words under a picture.
pub fn is_caption(names: &[Vec<String>]) -> bool {
    names.iter().flatten().any(|word| word.contains("caption") || word == "bildunterschrift")
}

/// Whether the names are of a box that asks the reader to subscribe.
pub fn is_newsletter(names: &[Vec<String>]) -> bool {
    let labels = ["newsletter", "newsletters", "signup", "boletin", "boletines", "suscribete", "subscribe"];
    names.iter().any(|words| parts(words).any(|part| labels.contains(&part.as_str())))
}

/// Whether the names are of words of the report that are repeated in large letters.
pub fn is_pull_quote(names: &[Vec<String>]) -> bool {
    names.iter().any(|words| parts(words).any(|part| matches!(part.as_str(), "pullquote" | "pull-quote" | "destacado" | "sumario-frase")))
}

/// Whether the names are of an embedded post of a social network.
pub fn is_post(names: &[Vec<String>]) -> bool {
    names.iter().any(|words| {
        words.iter().any(|word| POSTS.iter().any(|site| word.starts_with(site)))
            && words.iter().any(|word| EMBEDDED.contains(&word.as_str()))
    })
}

/// The networks, as the names of embedded posts begin.
const POSTS: [&str; 12] =
    ["twitter", "tweet", "instagram", "tiktok", "bluesky", "mastodon", "fb", "facebook", "threads", "telegram", "truthsocial", "reddit"];

/// Words beside the network's name that tell a post from a button.
const EMBEDDED: [&str; 9] = ["tweet", "embed", "embedded", "post", "media", "quote", "card", "message", "status"];

/// Each word, each two neighbours joined by `-`, and each two run together.
fn parts(words: &[String]) -> impl Iterator<Item = String> {
    let pairs = words.windows(2).flat_map(|pair| [pair.join("-"), pair.concat()]);
    words.iter().cloned().chain(pairs)
}

fn has(name: &str, sense: &str) -> bool {
    TABLE.get(name).is_some_and(|senses| senses.contains(&sense))
}

/// First words of names that tell of the layout around an element or of a page builder, not of what it holds.
const LAYOUT: [&str; 15] =
    ["elementor", "has", "with", "no", "without", "js", "is", "page", "single", "body", "layout", "col", "site", "wpb", "vc"];

static TABLE: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut table: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in include_str!("../../data/page/names.tsv").lines().filter(|line| !line.starts_with('#')).skip(1) {
        if let Some((name, sense)) = line.split_once('\t') {
            table.entry(name).or_default().push(sense);
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_templates() {
        let sense = |names: &str| furniture(&words(names));
        assert_eq!(sense("ArticleRelatedPosts_root"), Some(Sense::Beside));
        assert_eq!(sense("newsletter-promo"), Some(Sense::Beside));
        assert_eq!(sense("article__share-bar"), Some(Sense::Furniture));
        assert_eq!(sense("comments-area"), Some(Sense::Comments));
        assert_eq!(sense("has-sidebar"), None);
        assert_eq!(sense("shareholders-meeting"), None);
        assert!(is_body(&words("td-post-content")) && is_body(&words("articleBody")) && !is_body(&words("content")));
        assert!(is_lead(&words("article__excerpt")) && is_caption(&words("wp-caption-text")));
    }
}
