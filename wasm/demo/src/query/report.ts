/** What `limbda check` says of a file. */

export interface Finding {
  severity: 'note' | 'limits' | 'blocks';
  text: string;
}

export interface Report {
  bytes: number;
  format: string;
  tables: string[];
  views: string[];
  findings: Finding[];
  /** Why it does not open. */
  error: string | null;
  unreadable: { name: string; error: string }[];
}
