/** The page: the header, the notices and the two tabs. */

import { database, openDemo, opening } from '../query/database';
import { QueryTab } from '../query/query-tab';
import { ReplayTab } from '../replay/replay-tab';
import { Toast } from '../ui/clipboard';
import { isDragging } from './drop';
import { Header } from './header';
import { Loading } from './loading';
import { NoticeList } from './notice-list';
import { tab } from './route';

export function App() {
  const state = opening.value;
  return (
    <>
      <Header />
      <NoticeList />
      <main class="page">
        {/* Both tabs stay in the page, to keep their state. */}
        <div id="page-panel-query" role="tabpanel" aria-labelledby="page-tab-query" hidden={tab.value !== 'query'}>
          {typeof state === 'object' && !database.value ? (
            <div class="placeholder">
              <p>{state.failed}.</p>
              <button type="button" class="button primary" onClick={openDemo}>
                Try again
              </button>
            </div>
          ) : (
            <QueryTab />
          )}
        </div>
        <div id="page-panel-replay" role="tabpanel" aria-labelledby="page-tab-replay" hidden={tab.value !== 'replay'}>
          <ReplayTab />
        </div>
      </main>
      {state === 'loading' && <Loading />}
      {isDragging.value && <div class="drop-cover">Drop a SQLite file or the JSON of an event</div>}
      <Toast />
    </>
  );
}
