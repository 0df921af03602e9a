// Ends well where there is a browser and something to drive it by.

import { executable, puppeteer } from './browser.mjs';

executable();
puppeteer();
