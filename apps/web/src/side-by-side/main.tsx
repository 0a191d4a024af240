import { renderPage } from '../page/render-page.js';
import './side-by-side.css';
import { SideBySidePage } from './side-by-side-page.js';

renderPage({ title: 'landing.side-title', page: <SideBySidePage /> });
