//! Rows in columns, as the lists of the operator's chores are printed.

/// Prints a line per row. All columns but the last are as wide as their longest cell.
pub(crate) fn print<const N: usize>(rows: &[[String; N]]) {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    for row in rows {
        let [others @ .., last] = row.as_slice() else { return };
        for (column, cell) in others.iter().enumerate() {
            print!("{cell:0$}  ", width(column));
        }
        println!("{last}");
    }
}
