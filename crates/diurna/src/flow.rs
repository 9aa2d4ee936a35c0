//! Reading, working and writing at once: reports come in by one thread, are worked on by many, and go out in the order they came.

use article::{Fault, Item};
use rayon::prelude::*;
use record::Document;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;

/// Reports worked on together; the next batch is read meanwhile.
const BATCH: usize = 64;
/// A batch is closed early when its texts reach so many bytes, so that memory does not grow with the reports.
const BATCH_BYTES: usize = 1 << 20;

/// Set when the user interrupts.
pub static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Sends every report through `work` (in parallel) and hands results and faults to `write` in the order of the inputs.
/// The reports are opened by the reading thread. Stops when `write` says so by an error, when the inputs end, or when the user interrupts.
pub fn run<R: Send, E, I: Iterator<Item = Item>>(
    open: impl FnOnce() -> I + Send,
    work: impl Fn(Document) -> R + Sync,
    mut write: impl FnMut(Result<R, Fault>) -> Result<(), E>,
) -> Result<(), E> {
    let (sender, batches) = sync_channel::<Vec<Item>>(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut batch = Vec::new();
            let mut bytes = 0;
            for item in open() {
                bytes += item.as_ref().map_or(0, |d| d.text.len());
                batch.push(item);
                if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                    bytes = 0;
                    if sender.send(std::mem::take(&mut batch)).is_err() {
                        return;
                    }
                }
            }
            // An error here means that nobody waits for more: the writer has stopped.
            let _ = sender.send(batch);
        });
        for batch in batches {
            let worked: Vec<_> = batch.into_par_iter().map(|item| item.map(&work)).collect();
            for result in worked {
                write(result)?;
            }
            if INTERRUPTED.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    })
}
