// Names and plain constants of the public modules that are not there yet, as their documentation lists them. A table.
'use strict';

module.exports = {
  __proto__: null,
  sea: {
    functions: 'isSea getAsset getRawAsset getAssetAsBlob getAssetKeys',
  },
};
