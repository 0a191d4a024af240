import { renderPage } from '../page/render-page.js';
import { BytesGate } from './bytes-gate.js';
import './bytes.css';
import './frame/frame.css';

renderPage({ title: 'bytes.title', page: <BytesGate /> });
