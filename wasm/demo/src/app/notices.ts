/** Messages that are not results: crashes, files that cannot be opened, a new version. */

import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  kind: 'error' | 'warning' | 'info';
  title: string;
  text: string;
  /** Further lines. */
  details?: string[];
  action?: { label: string; run(): void };
}

/** The most notices that are shown; a new one replaces the oldest. */
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
