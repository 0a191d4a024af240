import { describe, expect, it } from '@jest/globals';
import { cutInLastMessage } from './mid-message.js';

const cut = (text: string) => cutInLastMessage(Buffer.from(text), 'e1-0');

describe('cutInLastMessage', () => {
  it('keeps the id of the message before the one that is cut', () => {
    expect(cut('id: e1-1\ndata: a\n\nid: e1-2\ndata: b\n\n')).toBe('e1-1');
  });

  it('keeps what the client presented when the first message is cut', () => {
    expect(cut('id: e1-1\ndata: a\n\n')).toBe('e1-0');
  });

  it('cuts inside of a character of several bytes', () => {
    expect(cut('id: e1-1\ndata: ééééééééééé\n\n')).toBe('e1-0');
  });

  it('leaves what follows the last message out', () => {
    expect(cut('id: e1-1\ndata: a\n\nid: e1-2\ndata: b\n\n: heartbeat\n\n')).toBe('e1-1');
  });
});
