//! What is shown on standard error while reports are worked on.

use crate::arguments::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};

/// Counts reports and shows the rate.
pub struct Meter {
    bar: Option<ProgressBar>,
    bytes: u64,
}

impl Meter {
    /// A meter that is shown when `--progress` and the terminal ask for it.
    pub fn new(progress: Progress) -> Self {
        let shown = match progress {
            Progress::Always => true,
            Progress::Never => false,
            // On a terminal that also shows the results, a bar would be in their way.
            Progress::Auto => std::io::stderr().is_terminal() && !std::io::stdout().is_terminal(),
        };
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} reports, {per_sec}, {elapsed}").expect("the template is a constant");
            let bar = ProgressBar::new_spinner().with_style(style);
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            bar
        });
        Self { bar, bytes: 0 }
    }

    /// One more report of so many bytes.
    pub fn report(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// A line for people, above the bar.
    pub fn say(&self, line: &str) {
        let print = || {
            let _ = writeln!(anstream::stderr(), "{line}");
        };
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// What only lay beside reports.
    pub fn say_passed(&self, passed: usize) {
        if passed > 0 {
            let files = if passed == 1 { "1 file was" } else { &format!("{passed} files were") };
            self.say(&format!("diurna: {files} passed over: pictures, sounds, programs, fonts and style sheets hold no report"));
        }
    }

    /// The last line.
    pub fn finish(&self, done: usize, failed: usize) {
        if let Some(bar) = &self.bar {
            let seconds = bar.elapsed().as_secs_f64().max(1e-3);
            bar.finish_and_clear();
            let rate = self.bytes as f64 / seconds / 1000.0;
            self.say(&format!("{done} reports in {seconds:.1} s ({rate:.0} kB/s), {failed} inputs failed"));
        }
    }
}
