export default { number: 2, title: 'Holding the request: long polling' };
