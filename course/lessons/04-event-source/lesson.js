export default {
  number: 4,
  title: 'EventSource: states, named events, another origin',
  companions: ['page-server.js'],
};
