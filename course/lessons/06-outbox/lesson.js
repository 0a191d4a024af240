export default {
  number: 6,
  title: 'The outbox: state and event in one transaction',
  needs: ['postgres'],
};
