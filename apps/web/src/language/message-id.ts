import type bytes from '../bytes/messages/en.json';
import type city from '../city/messages/en.json';
import type driver from '../driver/messages/en.json';
import type format from '../format/messages/en.json';
import type landing from '../landing/messages/en.json';
import type language from './messages/en.json';
import type map from '../map/messages/en.json';
import type page from '../page/messages/en.json';
import type problem from '../problem/messages/en.json';
import type race from '../race/messages/en.json';
import type rating from '../rating/messages/en.json';
import type rider from '../rider/messages/en.json';
import type session from '../session/messages/en.json';
import type stream from '../stream/messages/en.json';
import type tip from '../tip/messages/en.json';
import type watch from '../watch/messages/en.json';

/** The messages of all features. */
type Messages = typeof bytes &
  typeof city &
  typeof driver &
  typeof format &
  typeof landing &
  typeof language &
  typeof map &
  typeof page &
  typeof problem &
  typeof race &
  typeof rating &
  typeof rider &
  typeof session &
  typeof stream &
  typeof tip &
  typeof watch;

/** The id of a message of any feature: `<feature>.<words>`. */
export type MessageId = keyof Messages;
