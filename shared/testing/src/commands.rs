//! What is sent to the database, counted: round trips one after another are what a customer waits for.

use std::sync::{Arc, Mutex};

use bson::Document;
use mongodb::event::{EventHandler, command::CommandEvent};

/// A log of commands, in the order they began.
#[derive(Clone, Debug, Default)]
pub struct Commands(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    /// Whole commands that were under way together, in the order they began; a command that begins after another ended
    /// opens a new round.
    rounds: Vec<Vec<Document>>,
    /// Whether a command of the last round has ended.
    closed: bool,
}

impl Commands {
    /// For `ClientOptions::command_event_handler`.
    pub fn handler(&self) -> EventHandler<CommandEvent> {
        let log = self.0.clone();
        EventHandler::callback(move |event| log.lock().expect("not poisoned").note(event))
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.0.lock().expect("not poisoned") = Log::default();
    }

    /// The commands so far, whole.
    pub fn sent(&self) -> Vec<Document> {
        self.whole_rounds().into_iter().flatten().collect()
    }

    /// The rounds so far, by the names of their commands and what these concern.
    pub fn rounds(&self) -> Vec<Vec<String>> {
        self.whole_rounds().iter().map(|round| round.iter().map(name).collect()).collect()
    }

    /// The rounds so far: commands in one entry were under way together, entries one after another.
    pub fn whole_rounds(&self) -> Vec<Vec<Document>> {
        self.0.lock().expect("not poisoned").rounds.clone()
    }
}

/// Such as `find products`.
fn name(command: &Document) -> String {
    let Some((name, target)) = command.iter().next() else { return String::new() };
    target.as_str().map_or_else(|| name.clone(), |target| format!("{name} {target}"))
}

impl Log {
    fn note(&mut self, event: CommandEvent) {
        match event {
            CommandEvent::Started(event) => {
                if self.closed || self.rounds.is_empty() {
                    self.rounds.push(Vec::new());
                    self.closed = false;
                }
                self.rounds.last_mut().expect("just pushed").push(event.command);
            }
            CommandEvent::Succeeded(_) | CommandEvent::Failed(_) => self.closed = true,
            _ => {}
        }
    }
}
