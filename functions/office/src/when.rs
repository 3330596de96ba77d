//! Moments that are typed into a form: the day and time of the shop, as browsers' `datetime-local` fields write them.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::{context::Context, form::Form};

const WRITTEN: &str = "%Y-%m-%dT%H:%M";

/// A moment as such a field shows it, to the minute.
pub(crate) fn shown(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format(WRITTEN).to_string()
}

fn parse(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    // Browsers add seconds where they are not zero
    let minute = text.get(..16)?;
    let local = NaiveDateTime::parse_from_str(minute, WRITTEN).ok()?;
    // A time that the clocks leave out is none
    zone.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

/// What was typed is no moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoMoment;

/// A field that may be left empty. That it is wrong is noted.
pub(crate) fn read(context: &Context, form: &mut Form, name: &str) -> Result<Option<DateTime<Utc>>, NoMoment> {
    let text = form.text(name);
    if text.is_empty() {
        return Ok(None);
    }
    let at = parse(text, context.office.shop.time_zone);
    if at.is_none() {
        form.refuse(name, context.label("office-wrong-value"));
    }
    at.map(Some).ok_or(NoMoment)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Kyiv;

    use super::*;

    #[test]
    fn what_is_shown_is_read_as_the_time_of_the_shop() {
        let at = parse("2026-11-26T09:30", Kyiv).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-26T07:30:00+00:00");
        assert_eq!((shown(at, Kyiv).as_str(), parse("2026-11-26T09:30:59", Kyiv)), ("2026-11-26T09:30", Some(at)));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        // The last one is left out when the clocks are put forward
        for text in
            ["", "tomorrow", "2026-11-26", "2026-13-26T09:30", "2026-11-26T9:30", "їїїїїїїїїїї", "2026-03-29T03:30"]
        {
            assert_eq!(parse(text, Kyiv), None, "{text}");
        }
    }
}
