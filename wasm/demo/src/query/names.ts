/** Names as SQL writes them. */

/** A name in quotes where it needs them: odd characters, or a word of the language. */
export function quoteName(name: string): string {
  const plain = /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name.toLowerCase());
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The words that SQLite does not take for a name without quotes. */
const KEYWORDS = new Set(
  `add all alter and as autoincrement between case check collate commit constraint create default deferrable delete
  distinct drop else escape except exists foreign from group having in index insert intersect into is isnull join limit
  not notnull null on or order primary references returning select set table then to transaction union unique update
  using values when where with`.split(/\s+/),
);
