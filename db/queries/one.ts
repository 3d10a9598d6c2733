/** The single row of a query that always yields one, as `INSERT … RETURNING` does. */
export function one<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("bug: the query yielded no row");
  return row;
}
