export default {
  number: 15,
  title: 'When WebSocket instead, when polling: the race',
};
