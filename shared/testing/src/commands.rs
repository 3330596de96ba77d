//! What is sent to the database, counted: round trips one after another are what a customer waits for.

use std::sync::{Arc, Mutex};

use bson::Document;
use mongodb::event::{EventHandler, command::CommandEvent};

/// A log of commands, in the order they began.
#[derive(Clone, Debug, Default)]
pub struct Commands(Arc<Mutex<Log>>);

#[derive(Debug, Default)]
struct Log {
    /// Whole commands, in the order they began.
    sent: Vec<Document>,
    /// Commands that were under way together; a command that begins after another ended opens a new round.
    rounds: Vec<Vec<String>>,
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
        self.0.lock().expect("not poisoned").sent.clone()
    }

    /// The rounds so far: commands in one entry were under way together, entries one after another.
    pub fn rounds(&self) -> Vec<Vec<String>> {
        self.0.lock().expect("not poisoned").rounds.clone()
    }
}

impl Log {
    fn note(&mut self, event: CommandEvent) {
        match event {
            CommandEvent::Started(event) => {
                self.sent.push(event.command.clone());
                let target = event.command.get_str(&event.command_name).unwrap_or_default();
                let command = format!("{} {target}", event.command_name);
                if self.closed || self.rounds.is_empty() {
                    self.rounds.push(Vec::new());
                    self.closed = false;
                }
                self.rounds.last_mut().expect("just pushed").push(command.trim().to_owned());
            }
            CommandEvent::Succeeded(_) | CommandEvent::Failed(_) => self.closed = true,
            _ => {}
        }
    }
}
