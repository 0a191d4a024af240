export default {
  number: 14,
  title: 'Ending a stream from either side: 204 and the expiry of a token',
};
