/** The header: the name, the tabs, the time to the first response, the theme. */

import { firstAnswer } from '../engine/first-answer';
import { linkOfQuery } from '../query/link';
import { formatTime } from '../ui/measures';
import { Tabs } from '../ui/tabs';
import { linkTo, showLink, type Tab, tab } from './route';
import { ThemeToggle } from './theme';

const TABS = [
  { value: 'query', label: 'Query' },
  { value: 'replay', label: 'Replay' },
] as const;

export function Header() {
  const show = (chosen: Tab) => {
    tab.value = chosen;
    showLink(chosen === 'query' ? linkOfQuery() : linkTo(chosen));
  };
  return (
    <header class="header">
      <h1>
        <img src="./icon.svg" alt="" width="20" height="20" /> limbda
      </h1>
      <Tabs label="Views" id="page" tabs={TABS} value={tab.value} onChange={show} />
      <span class="spring" />
      {firstAnswer.value !== undefined && (
        <span
          class="first-answer"
          data-testid="first-answer"
          title="From having the module on this machine to the first response"
        >
          <span>first response</span> {formatTime(firstAnswer.value)}
        </span>
      )}
      <ThemeToggle />
    </header>
  );
}
