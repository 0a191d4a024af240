export default {
  number: 16,
  title: 'Two servers and a kill: what a broker adds',
  needs: ['postgres'],
  companions: ['server.js'],
};
