/** Starts the page: shows it, then loads the engine and the demo database. */

import './style/tokens.css';
import './style/page.css';
import './style/controls.css';
import './style/query.css';
import './style/result.css';
import './style/replay.css';
import { render } from 'preact';
import { App } from './app/app';
import { listenForDrops } from './app/drop';
import './app/hooks';
import { keepOffline } from './app/offline';
import { openDemo } from './query/database';

const root = document.getElementById('app');
if (root) render(<App />, root);
listenForDrops();
// The first visit needs its network for what it waits for; the cache is filled after that.
void openDemo().finally(keepOffline);
