export default {
  number: 10,
  title: 'Who is connected: heartbeats, half-open connections, presence, acks',
};
