//! Is the report about politics at all?
//!
//! Sport and films speak of attacks and shots too. A report in which no state, political, armed or security body acts or is acted upon, and in which nobody is
//! arrested, tried, punished or protests, tells no political event: what looks like one is somebody's figure of speech, or private.

use record::{Event, Role};

/// Sectors of bodies that make an act political.
const BODIES: [&str; 11] = ["GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "UAF", "SPY", "PRM", "OPP"];
/// Types that are political whoever takes part: courts, police and crowds are seldom named.
const PUBLIC: [&str; 4] = ["ACCUSE", "COERCE", "PROTEST", "SANCTION"];

/// Whether the events of a report stand together as political ones.
pub fn is_political(events: &[Event]) -> bool {
    events.iter().any(|e| PUBLIC.contains(&e.kind.as_str()) || e.actor.iter().chain(&e.recipient).any(is_body))
}

fn is_body(role: &Role) -> bool {
    match role.sector.as_deref() {
        Some(sector) => BODIES.contains(&sector),
        // A country as such, or an international body.
        None => role.country.is_some(),
    }
}
