//! What survives a restart: `state.json`, replaced atomically, and the folder `files/` beside it.
//!
//! Used by [`crate::shared`] alone. A state that cannot be read is an error, never a silent fresh start.
//!
//! Example: `--data .kiosk/sandbox` holds `state.json` and `files/photos/file_18c2f.jpg`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::world::World;

/// The folder given by `--data`.
#[derive(Debug, Clone)]
pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Opens the folder, creating it if need be.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("files/photos"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// The saved state, or a fresh one.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub(crate) fn load(&self) -> io::Result<World> {
        match fs::read(self.folder.join("state.json")) {
            Ok(json) => serde_json::from_slice(&json).map(World::brought_up_to_date).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(World::fresh()),
            Err(error) => Err(error),
        }
    }

    /// Replaces the saved state: written aside, then renamed over the old one.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(crate) fn save(&self, json: &[u8]) -> io::Result<()> {
        let aside = self.folder.join("state.json.new");
        fs::write(&aside, json)?;
        fs::rename(aside, self.folder.join("state.json"))
    }

    /// Keeps an uploaded file under `path`.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(crate) fn save_file(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.file(path), bytes)
    }

    /// Where the file `path` lies. Paths come from the state, never from a request.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.folder.join("files").join(path)
    }
}
