//! Chromium, and the ChromeDriver that drives it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{named_by, on_path};
use crate::{apt, shell};

/// Names the browser; the demo's tests read it too.
pub(crate) const CHROMIUM: &str = "CHROMIUM";

/// Names the driver; the test runner reads it too.
pub(crate) const CHROMEDRIVER: &str = "CHROMEDRIVER";

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const BY_HAND: &str = "install Chromium or Chrome and the ChromeDriver of its version, and have them on PATH or name them by CHROMIUM and \
     CHROMEDRIVER";

/// A browser and its driver; they work together only if they are of one version.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// The ones that the variables name, or on PATH; else Debian's, installed by apt-get.
    pub(crate) fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find()? {
            return Ok(found);
        }
        println!("installing Chromium and its driver, to run tests in a browser");
        apt::install(&["chromium", "chromium-driver"]).context(BY_HAND)?;
        Self::find()?.context(BY_HAND)
    }

    fn find() -> Result<Option<Self>> {
        let chromium = named_by(CHROMIUM)?.or_else(|| on_path(&BROWSERS));
        let driver = named_by(CHROMEDRIVER)?.or_else(|| on_path(&["chromedriver"]));
        Ok(chromium.zip(driver).map(|(chromium, driver)| Self { chromium, driver }))
    }

    /// Writes the file in which the test runner looks up which browser its driver is to start.
    pub(crate) fn capabilities(&self) -> Result<PathBuf> {
        let file = shell::target_dir().join("tools/webdriver.json");
        fs::write(&file, capabilities(&self.chromium.to_string_lossy()))
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }
}

fn capabilities(chromium: &str) -> String {
    let chromium = chromium.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{\"goog:chromeOptions\": {{\"binary\": \"{chromium}\"}}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_a_json_string() {
        assert_eq!(capabilities(r"C:\chrome"), "{\"goog:chromeOptions\": {\"binary\": \"C:\\\\chrome\"}}\n");
    }
}
