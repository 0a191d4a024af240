export default {
  number: 17,
  title: 'Matching as a batch: greedy against optimal',
};
