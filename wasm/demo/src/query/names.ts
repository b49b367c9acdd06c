/** Quoting of names in SQL. */

/** The name, quoted if it is a keyword or contains unusual characters. */
export function quoteName(name: string): string {
  const plain = /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name.toLowerCase());
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The keywords that SQLite does not accept as unquoted names. */
const KEYWORDS = new Set(
  `add all alter and as autoincrement between case check collate commit constraint create default deferrable delete
  distinct drop else escape except exists foreign from group having in index insert intersect into is isnull join limit
  not notnull null on or order primary references returning select set table then to transaction union unique update
  using values when where with`.split(/\s+/),
);
