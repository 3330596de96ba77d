//! Charts, as SVG that the server draws: they need no script, and print as they are.

use maud::{Markup, html};

/// What it is drawn on, at most. Small, so that its words are large enough on a phone.
const WIDTH: usize = 320;
const HEIGHT: usize = 130;
/// Room for the words below the bars and above them.
const BELOW: usize = 18;
const ABOVE: usize = 16;

/// One bar.
#[derive(Debug)]
pub(crate) struct Bar {
    pub(crate) value: i64,
    /// What stands below it, if there is room.
    pub(crate) label: String,
    /// What it says when it is pointed at.
    pub(crate) said: String,
}

/// A bar chart. Its numbers have to stand in the page as words, too: to who cannot see it, it says its name only.
pub(crate) fn bars(name: &str, top: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or_default().max(1);
    let (room, ground) = (HEIGHT - ABOVE - BELOW, HEIGHT - BELOW);
    let step = (WIDTH / bars.len().max(1)).max(1);
    let width = step * bars.len().max(1);
    html! {
        svg .chart viewBox={ "0 0 " (width) " " (HEIGHT) } role="img" aria-label=(name) {
            line .grid x1="0" x2=(width) y1=(ABOVE) y2=(ABOVE) {}
            line .grid x1="0" x2=(width) y1=(ground) y2=(ground) {}
            text x="0" y=(ABOVE - 4) { (top) }
            @for (index, bar) in bars.iter().enumerate() {
                @let height = height_of(bar.value, most, room);
                rect .bar x=(index * step + 1) y=(ground - height) width=(step.saturating_sub(2).max(1)) height=(height) { title { (bar.said) } }
            }
            @if let (Some(first), Some(last)) = (bars.first(), bars.last()) {
                text x="0" y=(HEIGHT - 4) { (first.label) }
                text x=(width) y=(HEIGHT - 4) text-anchor="end" { (last.label) }
            }
        }
    }
}

/// What is more than nothing can be seen.
fn height_of(value: i64, most: i64, room: usize) -> usize {
    let (value, most) = (u128::try_from(value).unwrap_or_default(), u128::try_from(most).unwrap_or(1));
    let height = value * room as u128 / most.max(1);
    usize::try_from(height).unwrap_or(room).max(usize::from(value > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heights(values: &[i64]) -> Vec<usize> {
        let most = values.iter().copied().max().unwrap();
        values.iter().map(|value| height_of(*value, most, 100)).collect()
    }

    #[test]
    fn bars_are_as_high_as_their_values_and_never_out_of_the_picture() {
        assert_eq!(heights(&[0, 1, 50, 100]), [0, 1, 50, 100]);
        assert_eq!(heights(&[1, i64::MAX]), [1, 100]);
        assert_eq!(height_of(-5, 10, 100), 0);
    }

    #[test]
    fn a_chart_of_nothing_is_drawn() {
        let none = bars("Orders", "0", &[]).into_string();
        assert!(none.contains("aria-label=\"Orders\"") && !none.contains("rect"), "{none}");
        let zero = Bar { value: 0, label: "1 <Nov>".into(), said: "0".into() };
        let zero = bars("Orders", "0", &[zero]).into_string();
        assert!(zero.contains("height=\"0\"") && zero.contains("1 &lt;Nov&gt;"), "{zero}");
    }
}
