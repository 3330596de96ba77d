//! The shop's days: they begin at midnight where the shop is.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Clocks are put forward by multiples of this.
const STEP: TimeDelta = TimeDelta::minutes(15);
/// The longest that clocks were ever put forward by: Samoa left out a day.
const STEPS: i32 = 4 * 24 + 1;

/// The moments from `from` on and before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Day {
    /// The day of this date.
    pub fn of(date: NaiveDate, zone: Tz) -> Self {
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        Self { from: first_moment(date, zone), to: first_moment(next, zone) }
    }

    /// The date of the day that holds this moment.
    pub fn date_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
        at.with_timezone(&zone).date_naive()
    }

    /// The day that holds this moment, and the day before it. A day is 23 or 25 hours long when the clocks are changed.
    pub fn this_and_last(now: DateTime<Utc>, zone: Tz) -> [Self; 2] {
        let today = now.with_timezone(&zone).date_naive();
        let midnight = |date: Option<NaiveDate>| date.map_or(now, |date| first_moment(date, zone));
        let (from, to) = (midnight(Some(today)), midnight(today.checked_add_days(Days::new(1))));
        let before = midnight(today.checked_sub_days(Days::new(1)));
        [Self { from, to }, Self { from: before, to: from }]
    }
}

/// Midnight, or what the clocks show after it where they are put forward at midnight.
fn first_moment(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    let shown = (0..STEPS).find_map(|step| zone.from_local_datetime(&(midnight + STEP * step)).earliest());
    shown.map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(zone: Tz, now: &str) -> [String; 3] {
        let [today, yesterday] = Day::this_and_last(now.parse().unwrap(), zone);
        assert_eq!(yesterday.to, today.from);
        [yesterday.from, today.from, today.to].map(|at| at.format("%FT%RZ").to_string())
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_shop() {
        let kyiv = chrono_tz::Europe::Kyiv;
        let eve = ["2026-11-24T22:00Z", "2026-11-25T22:00Z", "2026-11-26T22:00Z"];
        assert_eq!(days(kyiv, "2026-11-26T21:59:59Z"), eve);
        assert_eq!(days(kyiv, "2026-11-25T22:00:00Z"), eve);
        assert_eq!(days(kyiv, "2026-11-25T21:59:59Z")[2], eve[1]);
    }

    #[test]
    fn a_date_names_the_day_that_holds_its_moments() {
        let kyiv = chrono_tz::Europe::Kyiv;
        let now: DateTime<Utc> = "2026-10-25T00:30:00Z".parse().unwrap();
        for day in Day::this_and_last(now, kyiv) {
            assert_eq!(Day::of(Day::date_of(day.from, kyiv), kyiv), day);
            assert_eq!(Day::date_of(day.to - TimeDelta::milliseconds(1), kyiv), Day::date_of(day.from, kyiv));
        }
    }

    #[test]
    fn days_on_which_clocks_change_are_longer_or_shorter() {
        let kyiv = chrono_tz::Europe::Kyiv;
        // 23 hours on 29 March, 25 on 25 October
        let march = ["2026-03-28T22:00Z", "2026-03-29T21:00Z", "2026-03-30T21:00Z"];
        assert_eq!(days(kyiv, "2026-03-30T12:00:00Z"), march);
        let october = ["2026-10-23T21:00Z", "2026-10-24T21:00Z", "2026-10-25T22:00Z"];
        assert_eq!(days(kyiv, "2026-10-25T00:30:00Z"), october);
    }

    #[test]
    fn a_day_without_a_midnight_begins_later() {
        // Beirut went from 0:00 to 1:00 on 27 March 2022
        assert_eq!(days(chrono_tz::Asia::Beirut, "2022-03-27T12:00:00Z")[1], "2022-03-26T22:00Z");
    }
}
