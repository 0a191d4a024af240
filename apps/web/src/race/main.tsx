import { addCatalogues, type Catalogue } from '../language/load-catalogue.js';
import { renderPage } from '../page/render-page.js';
import './race.css';
import { RacePage } from './race-page.js';

/** The polls of some hours; the browser keeps 250 requests otherwise, and the shell needs the first ones. */
const KEPT_REQUESTS = 20_000;

performance.setResourceTimingBufferSize(KEPT_REQUESTS);

addCatalogues(import.meta.glob<Partial<Catalogue>>('./messages/*.json', { import: 'default' }));

renderPage({ title: 'race.title', page: <RacePage /> });
