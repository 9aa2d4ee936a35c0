//! The diurna room.
