/** What the page has to tell apart from results: crashes, files that do not open, a new version. */

import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  kind: 'error' | 'warning' | 'info';
  title: string;
  text: string;
  /** More, line by line. */
  details?: string[];
  action?: { label: string; run(): void };
}

/** More than these push out the oldest. */
const KEPT = 3;

export const notices = signal<Notice[]>([]);
let lastId = 0;

export function notify(notice: Omit<Notice, 'id'>): void {
  const others = notices.peek().filter(({ title, text }) => title !== notice.title || text !== notice.text);
  notices.value = [...others, { ...notice, id: ++lastId }].slice(-KEPT);
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}
