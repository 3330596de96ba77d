//! What is wrong with rows, as a table for people.

/// Rows of these cells below their headings, each column as wide as it needs to be; the last may be as long as it is.
pub(crate) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let headings = headings.map(str::to_owned);
    let all = || [&headings].into_iter().chain(rows);
    let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let rows = [["2", "price", "is not a price"], ["10000", "", "є рядок"]].map(|row| row.map(str::to_owned));
        assert_eq!(
            table(["row", "column", "what is wrong"], &rows),
            "row    column  what is wrong\n2      price   is not a price\n10000          є рядок"
        );
    }
}
