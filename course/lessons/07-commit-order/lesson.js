export default {
  number: 7,
  title: 'Commit order: why id > cursor loses events',
  needs: ['postgres'],
};
