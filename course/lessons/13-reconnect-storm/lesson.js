export default {
  number: 13,
  title: 'Every client comes back at once: jitter, drain, batching',
};
