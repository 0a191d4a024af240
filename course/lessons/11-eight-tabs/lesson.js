export default {
  number: 11,
  title: 'Six connections, eight tabs: HTTP/2, and one connection per browser',
};
