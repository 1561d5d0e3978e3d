// The functions of public modules that are not there at all, as their documentation lists them. A table.
'use strict';

module.exports = {
  __proto__: null,
  sea: 'isSea getAsset getRawAsset getAssetAsBlob getAssetKeys',
};
