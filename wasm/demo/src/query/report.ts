/** The report of `limbda check` about a file. */

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
  /** Why the file cannot be opened, if it cannot. */
  error: string | null;
  unreadable: { name: string; error: string }[];
}
