import { renderPage } from '../page/render-page.js';
import '../rider/rider.css';
import { parseWatchPath } from './watch-address.js';
import { WatchMap, WatchPage } from './watch-page.js';

renderPage({
  title: 'watch.title',
  page: <WatchPage {...(parseWatchPath(location.pathname) ?? { token: '' })} />,
  later: WatchMap.load,
});
