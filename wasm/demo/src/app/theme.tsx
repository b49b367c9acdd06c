/** Light or dark: as the system says, until the reader says otherwise. */

import { effect, signal } from '@preact/signals';
import { Icon } from '../ui/icon';
import { readStored, store } from './stored';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const kept = THEMES.find((theme) => theme === readStored('theme'));
export const theme = signal<Theme>(kept ?? 'system');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  store('theme', theme.value);
});

export function ThemeToggle() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
  const label = `Theme: ${theme.value}; switch to ${next}`;
  return (
    <button type="button" class="button icon" aria-label={label} title={label} onClick={() => (theme.value = next)}>
      <Icon name={theme.value} />
    </button>
  );
}
