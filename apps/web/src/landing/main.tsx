import { renderPage } from '../page/render-page.js';
import './landing.css';
import { LandingPage } from './landing-page.js';

renderPage({ title: 'landing.title', page: <LandingPage /> });
