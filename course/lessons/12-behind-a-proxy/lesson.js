export default {
  number: 12,
  title: 'Behind a proxy: buffering, compression, time-outs',
  companions: ['proxy.js'],
};
